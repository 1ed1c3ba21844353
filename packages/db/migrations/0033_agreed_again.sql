-- N8, ST4: what was agreed of a proposal before, also what fell through; only what stands was found by an index.
CREATE INDEX proposal_visit_proposal ON proposal_visit (proposal_id, agreed_at, appointment_id);
