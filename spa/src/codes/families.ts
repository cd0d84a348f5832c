/** Which codes each family has. A word for every one of them stands in both catalogs: tsc says where one is missing. */

import type {
  ForecastLine,
  FulfilmentStanding,
  BackorderKind,
  AnswerTaken,
  Stage,
  AttemptStatus,
  AttributeKind,
  BandBy,
  Block,
  BulkEdit,
  Campaign,
  CancelReason,
  ClassCell,
  Collection,
  ConditionKind,
  CreditStatus,
  DataKind,
  DeadLetter,
  DeliveryStatus,
  DisputeState,
  DisputeStatus,
  DocumentKind,
  DraftStatus,
  QuoteStatus,
  DutyCode,
  DutyState,
  EntryKind,
  ExclusionReason,
  ExportStatus,
  GuideStep,
  HoldReason,
  Import,
  Level,
  LocationKind,
  MethodKind,
  OfferReason,
  Order,
  PageRole,
  PageStatus,
  PartialShipping,
  PaymentStanding,
  Permission,
  PrintKind,
  Product,
  ProductPicture,
  PromotionStatus,
  ReceivedBy,
  RefundReason,
  RefundTo,
  RefundSource,
  RefundStatus,
  ReturnKind,
  ReturnSource,
  ReturnStatus,
  SendsExchange,
  ReorderLine,
  Review,
  RewardKind,
  RfmSize,
  Role,
  RowOutcome,
  TagCategory,
  TagSource,
  ShipmentStatus,
  Step,
  LossReason,
  StockOrderStatus,
  StockRow,
  Treatment,
  VatStatus,
  Visibility,
  WebhookStatus,
  Why,
  WhyNot,
  WhyNotEditable,
  OnExpiry,
  TextKind,
} from '../api/model';
import type { FieldProblem } from '../fetching.ts';
import type { ClientProblem } from './problems.ts';
import type { ProblemCode } from './problems.gen.ts';
import type { UntypedCodes } from './untyped.ts';

export interface Families extends UntypedCodes {
  abc: ClassCell['abc'];
  xyz: ClassCell['xyz'];
  rfm: RfmSize['segment'];
  rfm_why: RfmSize['segment'];
  loss_reason: LossReason;
  stock_order: StockOrderStatus;
  stock_state: ReorderLine['state'];
  demand_kind: ForecastLine['kind'];
  insight_answer: AnswerTaken['kind'];
  attempt: AttemptStatus;
  attribute_kind: AttributeKind;
  availability: StockRow['availability'];
  backorder_kind: BackorderKind;
  trail_stage: Stage;
  band_by: BandBy;
  location_kind: LocationKind;
  method_kind: MethodKind;
  bulk_edit: BulkEdit['status'];
  export_file: ExportStatus;
  campaign: Campaign['status'];
  content_block: NonNullable<Block['kind']>;
  duty: DutyCode;
  duty_state: DutyState;
  tag_category: TagCategory;
  tag_source: TagSource;
  cancel_reason: CancelReason;
  collection_sort: Collection['sort'];
  condition: ConditionKind;
  credit_status: CreditStatus;
  dispute_state: DisputeState;
  webhook_status: WebhookStatus;
  dispute_status: DisputeStatus;
  credit_entry: EntryKind;
  customer_sort: 'last_order' | 'spent' | 'orders' | 'newest';
  dead_letter: DeadLetter['status'];
  document_kind: DocumentKind;
  field_problem: NonNullable<FieldProblem['code']>;
  guide_page: 'terms' | 'privacy' | 'returns';
  guide_do: 'shop' | 'location' | 'taxes' | 'shipping' | 'product' | 'look' | 'pages' | 'staff';
  data_kind: DataKind;
  data_kind_why: DataKind;
  text_kind: TextKind;
  guide_step: GuideStep;
  guide_why: GuideStep;
  import_status: Import['status'];
  mail_status: DeliveryStatus;
  order: Order['status'];
  order_fulfilment: FulfilmentStanding;
  order_payment: PaymentStanding;
  page: Visibility;
  page_role: PageRole;
  page_status: PageStatus;
  permission: Permission;
  picture: ProductPicture['status'];
  picture_fault: NonNullable<ProductPicture['error']>;
  problem: ProblemCode | ClientProblem;
  product: Product['status'];
  print_kind: PrintKind;
  promotion: PromotionStatus | 'planned' | 'used_up' | 'ended';
  level: Level;
  partial_shipping: PartialShipping;
  sends_exchange: SendsExchange;
  refund: RefundStatus;

  draft: DraftStatus;
  quote: QuoteStatus;
  hold_reason: HoldReason;
  order_channel: 'web' | 'phone';
  order_mark: 'held' | 'noted' | 'archived';
  received_by: ReceivedBy;
  return_exclusion: ExclusionReason;
  return_kind: ReturnKind;
  return_source: ReturnSource;
  return_status: ReturnStatus;
  refund_reason: RefundReason;
  refund_to: RefundTo;
  refund_source: RefundSource;
  review: Review['status'];
  row_outcome: RowOutcome;
  shipment: ShipmentStatus;
  review_reason: NonNullable<Review['reason']>;
  reward: RewardKind;
  role: Role;
  why_not_promotion: Why;
  role_can: Role;
  shipping_why: OfferReason;
  scheme: 'auto' | 'light' | 'dark';
  step_state: Step['state'];
  treatment: Treatment;
  vat_status: VatStatus;
  why_not: WhyNot;
  why_not_editable: WhyNotEditable;
  on_expiry: OnExpiry;
}

export type Family = keyof Families;

/** The keys that the catalogs need for the families. */
export type FamilyKey = { [F in Family]: `${F}.${Families[F]}` }[Family];
