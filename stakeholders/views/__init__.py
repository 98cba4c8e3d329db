"""Pages of the stakeholders, of their contacts, and of the corrections that these propose."""

from .maps import MapDetail, MapList
from .stakeholders import AgreementDetail, AgreementList, StakeholderDetail, StakeholderList

__all__ = ["AgreementDetail", "AgreementList", "MapDetail", "MapList", "StakeholderDetail", "StakeholderList"]
