const place = 'saga-console-token';

/** The operator's bearer token, where the page asks for one. It stays until the tab is closed, and is in no other tab. */
export const bearerToken = {
  isWanted: document.documentElement.dataset.signIn === 'token',
  read: (): string | undefined => sessionStorage.getItem(place) ?? undefined,
  keep: (token: string): void => sessionStorage.setItem(place, token),
  forget: (): void => sessionStorage.removeItem(place),
};
