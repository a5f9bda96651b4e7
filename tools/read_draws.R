#!/usr/bin/env Rscript
# Reads the draws.csv that `reparam fit --output DIR` writes with rstan::read_stan_csv, gives the parameters their names
# from summary.csv back (those of brms), and prints the summary.
#
#   Rscript tools/read_draws.R DIR
#
# Needs rstan (Debian: r-cran-rstan). Tried with R 4.2.2 and rstan 2.21.7.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 1) stop("usage: Rscript tools/read_draws.R DIR")
file <- file.path(arguments[1], "draws.csv")
if (!file.exists(file)) stop("there is no file ", file)
suppressMessages(library(rstan))

# It has no elapsed time, so that the same seed gives the same file; of that rstan warns.
fit <- withCallingHandlers(
  read_stan_csv(file),
  warning = function(w) if (grepl("Elapsed Time", conditionMessage(w))) invokeRestart("muffleWarning"))

# Comments such as "# column r_village.3.1 is r_village[3,Intercept]" name the columns that Stan cannot name so.
comments <- grep("^# column ", readLines(file), value = TRUE)
columns <- sub("^# column (\\S+) is .*$", "\\1", comments)
names_of_columns <- sub("^# column \\S+ is ", "", comments)
header <- strsplit(grep("^lp__,", readLines(file), value = TRUE)[1], ",")[[1]][-1]
header[match(columns, header)] <- names_of_columns
fit@sim$fnames_oi <- c(header, "lp__")

# Draws of an approximation are independent: what says how far to trust them is k-hat in fit.json, not Rhat.
table <- summary(fit, probs = c(0.05, 0.5, 0.95))$summary[, c("mean", "sd", "5%", "50%", "95%")]
print(round(table, 3))

# The same numbers as the file's, read as plain CSV.
plain <- read.csv(file, comment.char = "#", check.names = FALSE)
names(plain) <- c("lp__", header)
stopifnot(
  nrow(plain) == nrow(as.matrix(fit)),
  all.equal(colMeans(plain), table[names(plain), "mean"], tolerance = 1e-9))
