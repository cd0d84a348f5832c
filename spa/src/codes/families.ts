/** Which codes each family has. A word for every one of them stands in both catalogs: tsc says where one is missing. */

import type {
  Campaign,
  DeadLetter,
  Import,
  Order,
  Permission,
  Product,
  ProductPicture,
  Review,
  Role,
  StockRow,
} from '../api/model';
import type { ClientProblem } from './problems.ts';
import type { ProblemCode } from './problems.gen.ts';
import type { UntypedCodes } from './untyped.ts';

export interface Families extends UntypedCodes {
  availability: StockRow['availability'];
  campaign: Campaign['status'];
  dead_letter: DeadLetter['status'];
  import_status: Import['status'];
  order: Order['status'];
  permission: Permission;
  picture: ProductPicture['status'];
  problem: ProblemCode | ClientProblem;
  product: Product['status'];
  review: Review['status'];
  review_reason: NonNullable<Review['reason']>;
  role: Role;
  role_can: Role;
  scheme: 'auto' | 'light' | 'dark';
}

export type Family = keyof Families;

/** The keys that the catalogs need for the families. */
export type FamilyKey = { [F in Family]: `${F}.${Families[F]}` }[Family];
