import type { DatabaseVariable } from '@saga/local-stack';
import { openLink, type SeverableLink } from '../api/severable-link.ts';

/** Databases behind links of their own, so that each can go away alone. */
export interface SeveredDatabases {
  readonly urls: Readonly<Record<string, string>>;
  readonly link: (variable: DatabaseVariable) => SeverableLink;
  readonly close: () => Promise<void>;
}

/** @param databaseUrls by variable */
export async function linkDatabases(databaseUrls: Readonly<Record<string, string>>): Promise<SeveredDatabases> {
  const linked = await Promise.all(
    Object.entries(databaseUrls).map(async ([variable, text]) => {
      const url = new URL(text);
      const link = await openLink(url.host);
      url.host = link.address;
      return { variable, link, url: url.href };
    }),
  );
  const links = new Map(linked.map(({ variable, link }) => [variable, link]));
  return {
    urls: Object.fromEntries(linked.map(({ variable, url }) => [variable, url])),
    link: (variable) => {
      const found = links.get(variable);
      if (found === undefined) throw new Error(`There is no database ${variable}.`);
      return found;
    },
    close: async () => {
      for (const link of links.values()) await link.close();
    },
  };
}
