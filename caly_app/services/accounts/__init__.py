"""People: how an account comes to be, is opened, and changes hands with its password.

These functions take no session: hashing a password waits, and no transaction is open meanwhile.
"""

from caly_app.services.accounts.entrance import (
    NotMember,
    SignedInNow,
    WrongPassword,
    WrongSignIn,
    sign_in,
    sign_out,
    sign_out_everywhere,
    switch_organization,
)
from caly_app.services.accounts.links import LinkGone, MailedAlready, mail_verification, verify
from caly_app.services.accounts.new_password import change_password, request_reset, reset_password
from caly_app.services.accounts.newcomers import (
    AddressTaken,
    InvitedSomebodyElse,
    NewAccount,
    accept_as_signed_in,
    accept_invitation,
    look_at_invitation,
    rename,
    sign_up,
)

__all__ = [
    "AddressTaken",
    "InvitedSomebodyElse",
    "LinkGone",
    "MailedAlready",
    "NewAccount",
    "NotMember",
    "SignedInNow",
    "WrongPassword",
    "WrongSignIn",
    "accept_as_signed_in",
    "accept_invitation",
    "change_password",
    "look_at_invitation",
    "mail_verification",
    "rename",
    "request_reset",
    "reset_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "sign_up",
    "switch_organization",
    "verify",
]
