#!/bin/sh
# Creates the namespace that the processes use, unless there is one. Reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE by itself.
set -eu

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1; then
  echo "The namespace $TEMPORAL_NAMESPACE is there."
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 72h
fi
