#!/bin/sh
# Creates the namespace that the processes use, and in it the search attribute by which sagas in trouble are found, unless
# they are there. Reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE by itself.
set -eu

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1; then
  echo "The namespace $TEMPORAL_NAMESPACE is there."
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 72h
fi

# A new namespace is known everywhere after some seconds. Until then this fails, and the container is started again.
if temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" | grep -q '^ *SagaStatus '; then
  echo "The search attribute SagaStatus is there."
else
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name SagaStatus --type Keyword
fi
