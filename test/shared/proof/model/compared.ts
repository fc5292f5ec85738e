import type { Proof } from '../../../../shared/proof/proofDocument.ts';

/** Of a proof what the model says, too, in its words. */
export function compared({ state, invoice, reconciliation, groups }: Proof) {
  return {
    state,
    tiesTo: invoice.tiesTo,
    difference: invoice.difference ?? undefined,
    total: reconciliation?.total,
    offFormula: reconciliation?.consumption.linesOffFormula ?? 0,
    groups: groups
      ? {
          compared: groups.compared,
          withinRounding: groups.withinRounding,
          usageMissing: groups.usageMissing,
          unexplained: groups.unexplained,
          difference: groups.difference,
          outside: groups.worst
            .map(({ customerId, subscriptionId, productId, skuId, state: why, difference }) => {
              const key = [customerId, subscriptionId, productId, skuId].map((text) => text.toLowerCase()).join('/');
              return `${key} ${why} ${difference}`;
            })
            .sort(),
        }
      : undefined,
  };
}
