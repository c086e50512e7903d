"""A travel agency's chats, from the code of an ad to the payment, over a WhatsApp gateway's wire."""
