export const EXAMPLES = [
  'products',
  'prices',
  'stock',
  'categories',
  'customers',
  'redirects',
  'price_lists',
  'tier_prices',
  'scheduled_prices',
  'collections',
] as const;

const ROWS: Record<(typeof EXAMPLES)[number], readonly string[]> = {
  products: [
    'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty',
    'blue-jug,Blue jug,Size,Small,JUG-S,18.50,40',
    'blue-jug,,,Large,JUG-L,24.00,25',
  ],
  prices: ['SKU,Currency,Price,Compare-at price', 'JUG-S,EUR,16.50,18.50', 'JUG-L,EUR,24.00,'],
  stock: ['sku,quantity,location,mode', 'JUG-S,12,,set', 'JUG-L,3,,add'],
  categories: ['Slug,Position,Name (es),Name (en)', 'jugs,1,Jarras,Jugs'],
  customers: [
    'Email,Name,Phone,Country,Language,Tags,Note,Accepts Email Marketing,Consent Date,Consent Source',
    'ana@shop.example,Ana Ruiz,,ES,es,vip,,yes,2026-03-31,Form of the newsletter',
  ],
  redirects: ['Redirect from,Redirect to', '/products/blue-jug,/en/p/blue-jug'],
  price_lists: [
    'Price list,Customer group,Active',
    'Wholesale,Trade,TRUE',
    'From ten pieces,,TRUE',
  ],
  tier_prices: [
    'Price list,SKU,Currency,From quantity,Price',
    'Wholesale,JUG-S,EUR,1,15.00',
    'From ten pieces,JUG-S,EUR,10,16.00',
  ],
  scheduled_prices: [
    'SKU,Currency,Price,Starts,Ends',
    'JUG-S,EUR,14.90,2027-01-07,2027-02-28 23:59',
    'JUG-L,EUR,26.00,2027-03-01,',
  ],
  collections: [
    'Collection,Rule,Name (es),Name (en),Product,Condition',
    'gifts,hand,Regalos,Gifts,blue-jug,',
    'gifts,,,,white-cup,',
    'new-in,all,Novedades,New in,,new = 30',
    'new-in,,,,,in_stock',
  ],
};
const STOCK_ES = ['código;cantidad;ubicación;modo', 'JUG-S;12;;fijar', 'JUG-L;3;;sumar'];

/** A file to begin with, as a spreadsheet of that language opens it. */
export function exampleOf(kind: (typeof EXAMPLES)[number], language: string): string {
  const rows = kind === 'stock' && language === 'es' ? STOCK_ES : ROWS[kind];
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${rows.join('\r\n')}\r\n`)}`;
}
