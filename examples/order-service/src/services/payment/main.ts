// The process of the payment service: `npm run start:payment`.
import { runService } from '../run-service.ts';
import { paymentService } from './service.ts';

await runService(paymentService);
