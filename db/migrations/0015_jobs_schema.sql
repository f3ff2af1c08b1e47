-- as: migrator
-- Where work waits that leaves the machine or happens later. Schemas are made by the role that owns the database.
create schema jobs authorization tryzore_owner;
set local role tryzore_owner;
comment on schema jobs is 'What is to be done later or outside; written with its cause, worked off by workers through functions.';
grant usage on schema jobs to tryzore_app, tryzore_worker, tryzore_definer;
reset role;
