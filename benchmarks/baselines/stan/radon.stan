// Radon in houses, intercepts by county, non-centred.
data {
  int N;
  int J;
  int county[N];
  vector[N] uranium;
  vector[N] storey;
  vector[N] y;
}
parameters {
  vector[J] z;
  vector[2] b;
  real mu;
  real<lower=0> sd_county;
  real<lower=0> sigma;
}
model {
  vector[J] intercept = mu + sd_county * z;
  z ~ normal(0, 1);
  b ~ normal(0, 10);
  mu ~ normal(0, 10);
  sd_county ~ normal(0, 1);
  sigma ~ normal(0, 1);
  y ~ normal(intercept[county] + b[1] * uranium + b[2] * storey, sigma);
}
