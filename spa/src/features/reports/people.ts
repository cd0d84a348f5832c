/** Who of the staff can be told: those who may see reports. */

import type { BriefingPerson } from '../../api/model';
import { getListBriefingPeopleQueryOptions } from '../../api/reports';

export const usePeople = getListBriefingPeopleQueryOptions;

export const peopleOptions = (people: readonly BriefingPerson[]): (readonly [string, string])[] =>
  people.map((one) => [one.id, one.name ? `${one.name} · ${one.email}` : one.email] as const);
