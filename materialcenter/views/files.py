"""Files, given out as downloads and never shown from the site's own pages."""

from django.http import HttpRequest, HttpResponse

from materialcenter.access import page
from materialcenter.services.filing import open_file
from materialcenter.web import as_download, person_in


@page()
def download_file(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Give out one file to who may see it."""
    opened = open_file(attachment_id=attachment_id, by=person_in(request))
    return as_download(
        safe_name=opened.safe_name, media_type=opened.media_type, content=opened.content
    )
