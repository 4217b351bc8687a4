"""All changes. One file per noun; one public function per thing an actor can do.

A function that takes a session works inside the caller's transaction and never commits.
A function that takes none waits on the outside world, and opens its own transactions.

They call one another one way only: demo, scenario_runs, scenarios, onboarding, reports, shadows,
shadow_readings, reviews, drafts, gaps, thumbs, rehearsals, sectors, own_words, resources, model_endpoints,
tools, connections, workspaces, conversations, staffing, escalations, solved, drafting, leads, lead_notes,
notes, appointments, records, records_outside, record_sources, customer_exports, held_values, customer_facts,
customers, visitors, one_time_codes, proofs, personal_values, availability, model_use, model_limits,
assistants, accounts, members, sign_ins, throttle, api_keys, idempotency_keys, mail, timeline.
fields, meanwhile, passwords, branding, opening_hours, metric_exports, report_exports and customer_files
call none.
"""
