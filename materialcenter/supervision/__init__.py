"""Running the parts of the site: servers, web, worker and beat, their health, and backups.

Here: what `manage.py up`, `down`, `backup` and `restore` do. Never here: anything of a depot's
business.
"""
