// The sagas, the worker and the scripted participant of saga-core's own tests: real ones, with every way to get stuck.
import type {} from '@saga/local-stack';
import type {} from '../../../saga-core/test/support/bundle-workflows.ts';

export { bookingSaga, parkingBookingSaga } from '../../../saga-core/test/support/booking-sagas.ts';
export { applies, type Behaviour, fails, refuses, waitsFor } from '../../../saga-core/test/support/desk.ts';
export { gate } from '../../../saga-core/test/support/gate.ts';
export { openDesk } from '../../../saga-core/test/support/open-desk.ts';
