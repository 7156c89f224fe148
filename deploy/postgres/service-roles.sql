-- Run once, when a service's Postgres is made: a database, the role that owns it and makes its tables, and the role that
-- the service runs as. Neither may enter any other database; what the second may do in its own, the service grants when
-- it has made the tables: to read and write rows, and no more.
-- The passwords come from the environment, so that no command line and no file has them.
\getenv owner OWNER_ROLE
\getenv owner_password OWNER_PASSWORD
\getenv service SERVICE_ROLE
\getenv service_password SERVICE_PASSWORD
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE ROLE :"service" LOGIN PASSWORD :'service_password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE DATABASE :"owner" OWNER :"owner";
REVOKE ALL ON DATABASE :"owner" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"owner" TO :"service";
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
