"""Write what people's accounts need: sign-in tries, mails, the audit trail."""
