-- Run once, when a service's Postgres is made: a database, and a role that owns this database and nothing else.
-- The password comes from the environment, so that no command line and no file has it.
\getenv role SERVICE_ROLE
\getenv password SERVICE_PASSWORD
CREATE ROLE :"role" LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE DATABASE :"role" OWNER :"role";
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
