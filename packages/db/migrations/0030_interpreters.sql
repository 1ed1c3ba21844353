-- M18: between which languages somebody interprets in a visit; null for everybody else.
ALTER TABLE participant ADD COLUMN interprets TEXT CHECK (interprets IS NULL OR json_valid(interprets));
