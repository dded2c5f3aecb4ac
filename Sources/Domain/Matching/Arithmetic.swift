internal import Glibc

/// ln(1 + x).
func logOnePlus(_ value: Double) -> Double { log1p(value) }

/// Rises from 0 towards 1: 1 - e^-(rate x).
func saturating(_ value: Double, rate: Double) -> Double { -expm1(-rate * value) }

/// `value` to the power of `exponent`.
func raise(_ value: Double, to exponent: Double) -> Double { pow(value, exponent) }
