import { licenceServiceOf } from './licenceServices.ts';
import { serviceNamed } from './services.ts';

export interface Kind {
  category: string;
  subcategory: string;
}

/** Category of what has this name alone: an Azure service, else something that is sold as a licence. */
export function serviceKindOf(name: string): Kind | undefined {
  return serviceNamed(name) ?? licenceServiceOf(name);
}
