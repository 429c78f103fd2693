/** A whole drawing, with most of what there is, that is read and made into a project by a test. */
export const EXAMPLE_DRAWING = `digraph order_service {
  __Overview [shape=box, label="Prices orders, charges them at the bank, and keeps the books.\\nNo order is lost, and none is charged twice."];

  Intake   [label="Takes orders in, a hundred a second at most\\nmod::intake AtMostEvery(10ms) && OnCapacity(orders:1)"];
  Pricer   [label="Prices orders, and deals them out\\nmod::pricer OnEvent(orders:1) && OnCapacity(priced:1)"];
  Cashier1 [label="Charges orders at the bank\\nmod::cashier calls=4 hang=30s"];
  Cashier2 [label="Charges orders at the bank\\nmod::cashier calls=4 hang=30s"];
  Ledger   [label="Keeps the books\\nmod::ledger AtLeastEvery(1s) && OnEvent(charged:1) durable=true"];

  Intake   -> Pricer   [label="name::orders <Order> >>Take #100"];
  Pricer   -> Cashier1 [label="name::priced <PricedOrder> >>Take #200"];
  Pricer   -> Cashier2 [label="name::priced <PricedOrder> >>Take #200"];
  Cashier1 -> Ledger   [label="name::charged <Charge> >>TakeCopy #200"];
  Cashier2 -> Ledger   [label="name::charged <Charge> >>TakeCopy #200"];

  __Order [shape=box, label="What somebody wants: an item, and how many."];
}
`;
