// Logistic regression with an intercept; the columns of X are centred.
data {
  int N;
  int K;
  matrix[N, K] X;
  int y[N];
}
parameters {
  real a;
  vector[K] b;
}
model {
  a ~ student_t(3, 0, 2.5);
  b ~ normal(0, 2.5);
  y ~ bernoulli_logit(a + X * b);
}
