// A file with several sagas, one of them under two names, and one that says how it is explored.
import { exploration } from './broken-shop.ts';

export { shopSaga, shopSaga as default } from '../../explore/shop-saga.ts';
export { brokenShopSaga } from './broken-shop.ts';

export const explorations = { brokenShop: exploration };
