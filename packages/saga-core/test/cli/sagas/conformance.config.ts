// What `saga conformance` takes, without an address: the test gives it by a flag.
import type { ConformanceOptions } from 'saga-core/conformance';

export default {
  operations: {
    reserve: {
      run: ({ id }) => ({ path: '/reservations', body: { orderId: id } }),
      compensate: ({ id }) => ({ path: `/reservations/${id}/release` }),
    },
  },
  rounds: 1,
} satisfies Omit<ConformanceOptions, 'baseUrl'>;
