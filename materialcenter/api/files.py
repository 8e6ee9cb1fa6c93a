"""Files: certificates, documents, what was imported."""

from typing import Any

from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS
from materialcenter.services.filing import open_file
from materialcenter.web import as_download

router = Router(tags=["files"])


@router.get("/{file_id}", response={200: None, **REFUSALS})
@needs()
def download_file(request: Any, file_id: int) -> Any:
    """Give out one file to who may see it, as an attachment under a made-up name."""
    opened = open_file(attachment_id=file_id, by=request.auth)
    return as_download(
        safe_name=opened.safe_name, media_type=opened.media_type, content=opened.content
    )
