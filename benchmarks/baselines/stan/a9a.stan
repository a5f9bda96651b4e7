// Logistic regression without an intercept.
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
  y ~ bernoulli_logit(X * b);
}
