"""Telling people: what there is to tell, writing it down, and getting it out to them.

- kinds.py: the kinds of things that people are told; apps register theirs.
- writing.py: `tell`, inside an act: a notice for each person, and its deliveries.
- notifiers.py: the ways out beside mail, as the site has them.
- sending.py: taking what is due, and sending it.
- choosing.py: how a person wants to be told.
- connecting.py: a person's own ways out.
- reading.py: what a person has seen.
- trying_again.py: what was given up, once more.
"""

from materialcenter.services.telling.kinds import Kind, known_kinds, register
from materialcenter.services.telling.writing import tell, withdraw

__all__ = ["Kind", "known_kinds", "register", "tell", "withdraw"]
