export { registeredMatchers, type SagaMatchers } from './testing/matchers/register-matchers.ts';
