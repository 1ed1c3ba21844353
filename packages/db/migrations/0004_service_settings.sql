ALTER TABLE healthcare_service ADD COLUMN description TEXT NOT NULL DEFAULT '{"fi":"","sv":"","en":""}' CHECK (json_valid(description));
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN audience TEXT NOT NULL DEFAULT '{"fi":"","sv":"","en":""}' CHECK (json_valid(audience));
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 120);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN buffer_after_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 120);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN notice_hours INTEGER NOT NULL DEFAULT 0 CHECK (notice_hours BETWEEN 0 AND 720);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN horizon_days INTEGER NOT NULL DEFAULT 84 CHECK (horizon_days BETWEEN 1 AND 366);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN modality TEXT NOT NULL DEFAULT 'video' CHECK (modality IN ('video', 'phone', 'on-site'));
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN address TEXT NOT NULL DEFAULT '' CHECK (modality <> 'on-site' OR address <> '');
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN route TEXT NOT NULL DEFAULT 'direct' CHECK (route IN ('direct', 'triage', 'either'));
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN monthly_quota INTEGER CHECK (monthly_quota BETWEEN 1 AND 1000);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN cancel_hours INTEGER NOT NULL DEFAULT 0 CHECK (cancel_hours BETWEEN 0 AND 720);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN join_early_minutes INTEGER NOT NULL DEFAULT 15 CHECK (join_early_minutes BETWEEN 5 AND 60);
--> statement-breakpoint
-- V14: grows with every change, so that a change of what somebody else has changed meanwhile is seen.
ALTER TABLE healthcare_service ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
--> statement-breakpoint
-- V12: who offers a service. Whoever has had hours in it does.
CREATE TABLE service_practitioner (
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (service_id, practitioner_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX service_practitioner_person ON service_practitioner (practitioner_id);
--> statement-breakpoint
INSERT INTO service_practitioner (service_id, practitioner_id, organisation_id)
SELECT service_id, practitioner_id, organisation_id FROM weekly_rule
UNION SELECT service_id, practitioner_id, organisation_id FROM schedule_exception WHERE service_id IS NOT NULL;
--> statement-breakpoint
-- V9: what a booked visit keeps of its service.
ALTER TABLE appointment ADD COLUMN modality TEXT NOT NULL DEFAULT 'video' CHECK (modality IN ('video', 'phone', 'on-site'));
--> statement-breakpoint
ALTER TABLE appointment ADD COLUMN address TEXT NOT NULL DEFAULT '' CHECK (modality <> 'on-site' OR address <> '');
--> statement-breakpoint
ALTER TABLE appointment ADD COLUMN join_early_minutes INTEGER NOT NULL DEFAULT 15 CHECK (join_early_minutes BETWEEN 5 AND 60);
--> statement-breakpoint
ALTER TABLE appointment ADD COLUMN cancel_hours INTEGER NOT NULL DEFAULT 0 CHECK (cancel_hours BETWEEN 0 AND 720);
--> statement-breakpoint
ALTER TABLE appointment ADD COLUMN anonymous_only INTEGER NOT NULL DEFAULT 0 CHECK (anonymous_only IN (0, 1));
--> statement-breakpoint
UPDATE appointment SET anonymous_only = (SELECT s.anonymous_only FROM healthcare_service s WHERE s.id = appointment.service_id);
--> statement-breakpoint
-- V8 counts what an organisation has of a service in a month.
CREATE INDEX appointment_quota ON appointment (service_id, requester_organisation_id, starts_at);
--> statement-breakpoint
-- V9, V10: the rest that a taken time keeps around it.
ALTER TABLE claim ADD COLUMN buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 120);
--> statement-breakpoint
ALTER TABLE claim ADD COLUMN buffer_after_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 120);
