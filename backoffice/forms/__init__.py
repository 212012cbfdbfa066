"""Shape what staff send from the back office's own pages."""

from backoffice.forms.decision import (
    BlockOrderForm,
    ClearForm,
    RejectForm,
    SnoozeForm,
    TrustForm,
    asking,
    said,
)
from backoffice.forms.order_rule import BacktestForm, OrderRuleForm, RuleModeForm, RuleSnoozeForm
from backoffice.forms.person import EraseForm, PersonForm
from backoffice.forms.reason import ReasonForm
from backoffice.forms.statement import StatementForm
from backoffice.forms.visitor import (
    ListFileForm,
    NewListForm,
    RevokeForm,
    RuleChangeForm,
    RuleForm,
    StandingForm,
    TermsForm,
)

__all__ = [
    "BacktestForm",
    "BlockOrderForm",
    "ClearForm",
    "EraseForm",
    "ListFileForm",
    "NewListForm",
    "OrderRuleForm",
    "PersonForm",
    "ReasonForm",
    "RejectForm",
    "RevokeForm",
    "RuleChangeForm",
    "RuleForm",
    "RuleModeForm",
    "RuleSnoozeForm",
    "SnoozeForm",
    "StandingForm",
    "StatementForm",
    "TermsForm",
    "TrustForm",
    "asking",
    "said",
]
