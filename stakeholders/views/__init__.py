"""Pages of the stakeholders, of their contacts, and of the corrections that these propose."""

from .agreements import AgreementDetail, AgreementList
from .maps import MapDetail, MapList
from .stakeholders import StakeholderDetail, StakeholderList

__all__ = ["AgreementDetail", "AgreementList", "MapDetail", "MapList", "StakeholderDetail", "StakeholderList"]
