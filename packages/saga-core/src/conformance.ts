export { conformance } from './conformance/conformance.ts';
export { ConformanceError, type ConformanceErrorCode } from './conformance/conformance-error.ts';
export type {
  AttackedSaga,
  ConformanceOperation,
  ConformanceOptions,
  ConformanceProgress,
  ConformanceRequest,
  RunSaga,
} from './conformance/conformance-options.ts';
export type {
  ConformanceReport,
  Evidence,
  Exchange,
  GuaranteeReport,
  Observation,
} from './conformance/conformance-report.ts';
export { type ConformanceTextOptions, conformanceText } from './conformance/conformance-text.ts';
export type { GuaranteeName } from './conformance/guarantee-name.ts';
