-- V1: what families read of a duty queue's opening hours is written in Northern Sámi too.
UPDATE duty_queue SET hours = json_set(hours, '$.se', '') WHERE json_type(hours, '$.se') IS NULL;
