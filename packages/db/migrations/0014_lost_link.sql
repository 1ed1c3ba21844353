-- J6: whoever has lost a link is found by the address that it was sent to.
CREATE INDEX participant_guest_address ON participant (address COLLATE NOCASE) WHERE kind = 'guest';
