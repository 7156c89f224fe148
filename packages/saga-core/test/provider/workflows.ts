import { sagaWorkflow } from 'saga-core/workflow';
import { buyTicketSaga } from './buy-ticket.ts';

export const buyTicket = sagaWorkflow(buyTicketSaga);
