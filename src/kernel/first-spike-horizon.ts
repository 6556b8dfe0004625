/** Latest horizon of a first-spike network, in units of tauSyn: its kernel computes e^t. */
export const LATEST_HORIZON = 300
