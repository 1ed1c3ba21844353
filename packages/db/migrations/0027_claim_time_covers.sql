-- When two hundred people can't is thousands of rows a month: all that is asked of them stands in the index itself.
DROP INDEX claim_time;
--> statement-breakpoint
CREATE INDEX claim_time ON claim (resource_id, starts_at, ends_at, kind, expires_at);
