"""The demo depot: what a depot at Tegal would look like after its first months.

Here belongs the script of the demo and nothing else: people, files, dates and quantities,
handed to the same acts and imports that pages and API call, in the order of the calendar.
No row is written behind their back, so `check_ledger` holds for the demo as for any depot.

The mails of its past are not sent: who would be told in November that a pool opened in
September? `history.close_history` marks those jobs as finished without doing them, so they
show no attempt, and the audit says so.
"""
