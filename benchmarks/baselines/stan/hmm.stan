// A hidden Markov chain, its states summed out by the forward algorithm.
data {
  int N;
  int K;
  real y[N];
}
parameters {
  simplex[K] theta1;
  simplex[K] theta2;
  positive_ordered[K] mu;
}
model {
  matrix[K, K] log_theta;
  vector[K] forward;
  log_theta[1] = log(theta1)';
  log_theta[2] = log(theta2)';
  mu[1] ~ normal(3, 1);
  mu[2] ~ normal(10, 1);
  for (k in 1:K)
    forward[k] = normal_lpdf(y[1] | mu[k], 1);
  for (n in 2:N) {
    vector[K] next;
    for (k in 1:K)
      next[k] = log_sum_exp(forward + log_theta[, k]) + normal_lpdf(y[n] | mu[k], 1);
    forward = next;
  }
  target += log_sum_exp(forward);
}
