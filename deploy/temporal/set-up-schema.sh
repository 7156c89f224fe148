#!/bin/sh
# Gives Temporal's two databases the schema that this version of the server needs. Changes nothing where they have it, so it
# runs at every start, and after a new version was pulled it is the upgrade. Reads SQL_PASSWORD by itself.
set -eu

for name in temporal visibility; do
  case $name in
    temporal) database=temporal ;;
    visibility) database=temporal_visibility ;;
  esac
  tool="temporal-sql-tool --plugin $DB --endpoint $POSTGRES_SEEDS --port $DB_PORT --user $POSTGRES_USER --database $database"
  $tool create-database
  $tool setup-schema --version 0.0
  $tool update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$name/versioned"
done
