const CHUNK_BYTES = 1024 * 1024;

/** A sequence of 32-bit numbers that is the same on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}

/**
 * Lines like those of daily rated usage: 55 attributes, about 1.8 KB, most values from small sets, some identifiers and
 * amounts new in every line. Gzip takes them down to about a fourteenth, the middle of what real exports show.
 */
export function* usageLines(seed: number, bytes: number): Generator<Buffer, void, undefined> {
  const random = createRandom(seed);
  const hex = (digits: number): string =>
    Array.from({ length: Math.ceil(digits / 4) }, () => (random() >>> 16).toString(16).padStart(4, '0'))
      .join('')
      .slice(0, digits);
  const guid = (): string => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  const many = (count: number, make: () => string): string[] => Array.from({ length: count }, make);
  const guids = many(40, guid);
  const resources = many(
    60,
    () =>
      `/subscriptions/${guid()}/resourceGroups/rg-${hex(4)}/providers/Microsoft.Compute/virtualMachines/vm-${hex(6)}`,
  );
  const products = many(30, () => `Virtual Machines Dsv${hex(1)} Series - D${hex(2)}s - EU West`);
  const of = (values: readonly string[]): string => values[(random() >>> 8) % values.length] ?? '';
  const day = (): string => `2026-10-${String(1 + ((random() >>> 8) % 31)).padStart(2, '0')}`;
  const amount = (): string => `${(random() >>> 8) % 100}.${String(random()).padStart(10, '0')}`;

  const line = (): string => {
    const [product, resource, price] = [of(products), of(resources), amount()];
    return `{"PartnerId":"${guids[0]}","PartnerName":"Example Partner","CustomerId":"${of(guids)}","CustomerName":"Example Customer","CustomerDomainName":"customer.example","CustomerCountry":"DE","MpnId":"1234567","Tier2MpnId":"0","InvoiceNumber":"G000000001","ProductId":"DZH318Z0BQ35","SkuId":"0001","AvailabilityId":"DZH318Z0C4SX","SkuName":"${product}","ProductName":"${product}","PublisherName":"Microsoft","PublisherId":"","SubscriptionDescription":"Azure plan","SubscriptionId":"${of(guids)}","ChargeStartDate":"2026-10-01T00:00:00.000Z","ChargeEndDate":"2026-10-31T00:00:00.000Z","UsageDate":"${day()}","MeterType":"1 Compute Hour","MeterCategory":"Virtual Machines","MeterId":"${of(guids)}","MeterSubCategory":"Dsv3 Series","MeterName":"D2s v3","MeterRegion":"EU West","Unit":"1 Hour","ResourceLocation":"westeurope","ConsumedService":"Microsoft.Compute","ResourceGroup":"RG-${hex(2)}","ResourceURI":"${resource}","ChargeType":"New","UnitPrice":${price},"Quantity":${amount()},"UnitType":"1 Hour","BillingPreTaxTotal":${amount()},"BillingCurrency":"EUR","PricingPreTaxTotal":${amount()},"PricingCurrency":"USD","ServiceInfo1":"","ServiceInfo2":"","Tags":"{\\"env\\":\\"prod\\",\\"owner\\":\\"team-${hex(1)}\\"}","AdditionalInfo":"{\\"UsageType\\":\\"ComputeHR\\",\\"ServiceType\\":\\"Standard_D2s_v3\\",\\"VMName\\":\\"\\",\\"VCPUs\\":2}","EffectiveUnitPrice":${price},"PCToBCExchangeRate":0.8512000000,"PCToBCExchangeRateDate":"2026-10-01T00:00:00.000Z","EntitlementId":"${of(guids)}","EntitlementDescription":"Azure plan subscription","PartnerEarnedCreditPercentage":15.0,"CreditPercentage":100.0,"CreditType":"Partner Earned Credit Applied","BenefitId":"","BenefitOrderId":"","BenefitType":"Charge"}\n`;
  };

  let written = 0;
  while (written < bytes) {
    const lines: string[] = [];
    for (let size = 0; size < CHUNK_BYTES && written + size < bytes; )
      size += (lines[lines.push(line()) - 1] ?? '').length;
    const chunk = Buffer.from(lines.join(''), 'latin1');
    written += chunk.length;
    yield chunk;
  }
}
