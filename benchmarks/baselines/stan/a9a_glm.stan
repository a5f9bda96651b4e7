// Logistic regression without an intercept, by the fused function.
data {
  int N;
  int K;
  matrix[N, K] X;
  int y[N];
}
parameters {
  vector[K] b;
}
model {
  b ~ normal(0, 1);
  y ~ bernoulli_logit_glm(X, 0.0, b);
}
