// Linear regression with flat priors, by the fused function.
data {
  int N;
  int K;
  matrix[N, K] X;
  vector[N] y;
}
parameters {
  vector[K] b;
  real<lower=0> sigma;
}
model {
  y ~ normal_id_glm(X, 0.0, b, sigma);
}
