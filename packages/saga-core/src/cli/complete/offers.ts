import type { Command, Option } from 'commander';

/** A word that may stand where somebody types, and what it is for. */
export interface Offer {
  readonly word: string;
  readonly does: string;
}

/**
 * What may stand in the place of the last word. Only words that the program itself is made of are offered: never the name of a
 * file or of anything else that somebody else wrote. Where there are none, a shell completes file names by itself.
 */
export function offersFor(program: Command, words: readonly string[]): readonly Offer[] {
  const typed = words.at(-1) ?? '';
  const place = placeAfter(program, asTyped(words.slice(0, -1)));
  // Of --status=needs a shell replaces the whole, save bash, which takes = for a word of its own.
  const [, flag = '', value = ''] = /^(--[\w-]+=)(.*)$/s.exec(typed) ?? [];
  const offers =
    flag === ''
      ? offersAt(place, typed)
      : choicesOf(optionOf(place.command, flag.slice(0, -1))).map((offer) => ({ ...offer, word: flag + offer.word }));
  const prefix = flag + (flag === '' ? typed : value);
  return offers.filter(({ word }) => word.startsWith(prefix));
}

interface Place {
  readonly program: Command;
  readonly command: Command;
  /** How many arguments stand before. */
  readonly given: number;
  /** The option whose value stands here. */
  readonly option: Option | undefined;
  /** After `--`, where no option stands any more. */
  readonly isBare: boolean;
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let place: Place = { program, command: program, given: 0, option: undefined, isBare: false };
  for (const word of words) place = afterWord(place, word);
  return place;
}

function afterWord(place: Place, word: string): Place {
  const { program, command, given, option, isBare } = place;
  if (!isBare && word === '--') return { ...place, option: undefined, isBare: true };
  if (!isBare && word.startsWith('-')) {
    const met = word.includes('=') ? undefined : optionOf(command, word);
    return { ...place, option: met?.required === true || met?.optional === true ? met : undefined };
  }
  if (option !== undefined) return option.variadic ? place : { ...place, option: undefined };
  if (command === program && word === 'help') return place;
  const below = command === program ? program.commands.find((one) => one.name() === word) : undefined;
  return below === undefined ? { ...place, given: given + 1 } : { ...place, command: below };
}

function offersAt({ program, command, given, option, isBare }: Place, typed: string): readonly Offer[] {
  const help = command.createHelp();
  if (option !== undefined && !(option.variadic && typed.startsWith('-'))) return choicesOf(option);
  if (!isBare && typed.startsWith('-'))
    return help
      .visibleOptions(command)
      .flatMap(({ long, description }) => (long === undefined ? [] : [{ word: long, does: description }]));
  if (command === program && given === 0)
    return help.visibleCommands(program).map((one) => ({ word: one.name(), does: one.summary() || one.description() }));
  return (command.registeredArguments[given]?.argChoices ?? []).map((word) => ({ word, does: '' }));
}

function optionOf(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => long === flag || short === flag);
}

function choicesOf(option: Option | undefined): readonly Offer[] {
  return (option?.argChoices ?? []).map((word) => ({ word, does: '' }));
}

function asTyped(words: readonly string[]): readonly string[] {
  return words.filter((word, place) => word !== '=' || words[place - 1]?.startsWith('--') !== true);
}
