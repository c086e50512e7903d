"""The roles in which people and machines work for a business. What a role may do stands with the thing itself: a kind
of command names its roles in commands/kinds.py.
"""

from typing import get_args

from functions.domain.settings.types import Role as Role

# owner: sets the business up and sees everything (S001-69 Admin). manager: leads the team (S002-60). sales_rep: own
# customers, opportunities and quotes (S002-59). agent: calls by telephone, and a till (S001-69). support: complaints
# and feedback (S002-62). marketing: campaigns and segments (S002-61). executive: reads figures, writes nothing
# (S002-63). delivery: brings orders (S001-69). finance: bills, and what is owed (S000-32). What a business calls them
# is a setting (`staff.role_names`).
ROLES: tuple[Role, ...] = get_args(Role)
