export interface Parcel {
  readonly weightKg: number;
  readonly country: string;
  readonly express: boolean;
}

export function shippingCost(parcel: Parcel): number {
  let cost = 0;
  if (parcel.country === 'US') {
    if (parcel.express) {
      if (parcel.weightKg > 10) {
        cost = 40;
      } else {
        if (parcel.weightKg > 2) {
          cost = 25;
        } else {
          cost = 15;
        }
      }
    } else {
      if (parcel.weightKg > 10) {
        cost = 18;
      } else {
        if (parcel.weightKg > 2) {
          cost = 9;
        } else {
          cost = 5;
        }
      }
    }
  } else {
    if (parcel.express) {
      cost = 60;
    } else {
      cost = 30;
    }
  }
  return cost;
}
