"""Legal: a law firm's enquiries, consultations, cases and fees. Never legal advice."""
