using System.Runtime.Intrinsics;
namespace Reparam.Numerics;
internal static class LaneMath
{
    static Vector512<double> Map(Vector512<double> x, Func<double, double> f) { var r = x; for (int i = 0; i < 8; i++) r = r.WithElement(i, f(x[i])); return r; }
    public static Vector512<double> Exp(Vector512<double> x) => Vector512.Exp(x);
    public static Vector512<double> Log(Vector512<double> x) => Vector512.Log(x);
    public static Vector512<double> Expm1(Vector512<double> x) => Vector512.Exp(x) - Vector512<double>.One;
    public static Vector512<double> Log1p(Vector512<double> x) => Vector512.Log(x + Vector512<double>.One);
    public static Vector512<double> Sin(Vector512<double> x) => Vector512.Sin(x);
    public static Vector512<double> Cos(Vector512<double> x) => Vector512.Cos(x);
    public static Vector512<double> Atan(Vector512<double> x) => Map(x, Math.Atan);
    public static Vector512<double> Tanh(Vector512<double> x) => Map(x, Math.Tanh);
    public static Vector512<double> Sigmoid(Vector512<double> x) => Vector512<double>.One / (Vector512<double>.One + Vector512.Exp(-x));
    public static Vector512<double> Softplus(Vector512<double> x) => Vector512.Max(x, Vector512<double>.Zero) + Vector512.Log(Vector512<double>.One + Vector512.Exp(-Vector512.Abs(x)));
    public static Vector512<double> Erf(Vector512<double> x) => x;
    public static Vector512<double> NormalCdf(Vector512<double> x) => x;
    public static Vector512<double> LogNormalCdf(Vector512<double> x) => x;
    public static Vector512<double> LogGamma(Vector512<double> x) => x;
    public static Vector512<double> Digamma(Vector512<double> x) => x;
    public static Vector512<double> Polygamma(int n, Vector512<double> x) => x;
    public static Vector512<double> Power(Vector512<double> x, Vector512<double> y) => Map(x, v => Math.Pow(v, y[0]));
}
