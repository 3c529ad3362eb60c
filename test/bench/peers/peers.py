"""The jobs of `rhohat bench --jobs whole` in NumPy, SciPy and PyTorch, those that are installed.

    python3 peers.py [--threads 2] [--quick] [--jobs numpy,scipy,torch,top_k]

Prints one line a job: what, precision, median and shortest milliseconds. The data are random numbers in (0.1, 0.9)
for the single evaluations, which take the same time whatever the data. The training runs on them too: it stands for
400 iterations' worth of work, not for the features.
"""

import argparse
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("--threads", default="2")
parser.add_argument("--quick", action="store_true", help="leave out the large job and the training")
parser.add_argument("--jobs", default="numpy,scipy,torch,top_k", help="which of them, with commas between")
arguments = parser.parse_args()
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = arguments.threads

import numpy as np

RHO, BETA, DECAY = 0.01, 3.0, 1e-4


def report(name, dtype, run, runs):
    run()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    print(f"{name:66s} {dtype:8s} median {times[len(times) // 2]:9.2f} ms   min {times[0]:9.2f} ms", flush=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def setup(examples, visible, hidden, dtype):
    random = np.random.default_rng(0)
    x = random.uniform(0.1, 0.9, (examples, visible)).astype(dtype)
    limit = np.sqrt(6 / (visible + hidden + 1))
    w1 = random.uniform(-limit, limit, (hidden, visible)).astype(dtype)
    w2 = random.uniform(-limit, limit, (visible, hidden)).astype(dtype)
    return x, w1, w2, np.zeros(hidden, dtype), np.zeros(visible, dtype)


def numpy_evaluation(x, w1, w2, b1, b2, linear):
    m = x.shape[0]
    a2 = sigmoid(x @ w1.T + b1)
    z3 = a2 @ w2.T + b2
    a3 = z3 if linear else sigmoid(z3)
    rho_hat = a2.mean(0)
    difference = a3 - x
    cost = 0.5 * (difference**2).sum() / m + 0.5 * DECAY * ((w1**2).sum() + (w2**2).sum())
    cost += BETA * (RHO * np.log(RHO / rho_hat) + (1 - RHO) * np.log((1 - RHO) / (1 - rho_hat))).sum()
    d3 = difference if linear else difference * a3 * (1 - a3)
    d2 = (d3 @ w2 + BETA * (-RHO / rho_hat + (1 - RHO) / (1 - rho_hat))) * a2 * (1 - a2)
    return cost, d2.T @ x / m + DECAY * w1, d3.T @ a2 / m + DECAY * w2, d2.mean(0), d3.mean(0)


def numpy_jobs():
    for dtype in ["float32", "float64"]:
        problem = setup(10_000, 64, 25, dtype)
        report(f"NumPy {np.__version__}, exercise: cost and gradient", dtype, lambda: numpy_evaluation(*problem, False), 50)
    if arguments.quick:
        return
    large = setup(100_000, 192, 400, "float32")
    report(f"NumPy {np.__version__}, large: cost and gradient", "float32", lambda: numpy_evaluation(*large, True), 3)


def scipy_jobs():
    from scipy import __version__, optimize

    x, *start = setup(10_000, 64, 25, "float64")
    shapes = [part.shape for part in start]

    def objective(theta):
        parts, at = [], 0
        for shape in shapes:
            size = int(np.prod(shape))
            parts.append(theta[at : at + size].reshape(shape))
            at += size
        cost, *gradient = numpy_evaluation(x, *parts, False)
        return cost, np.concatenate([part.ravel() for part in gradient])

    theta = np.concatenate([part.ravel() for part in start])
    options = {"maxiter": 400, "maxfun": 10_000, "ftol": 0, "gtol": 0}
    counts = {}

    def run():
        result = optimize.minimize(objective, theta, jac=True, method="L-BFGS-B", options=options)
        counts.update(iterations=result.nit, evaluations=result.nfev)

    report(f"SciPy {__version__}, exercise: training, 400 L-BFGS iterations", "float64", run, 1)
    print(f"    it did {counts['iterations']} iterations with {counts['evaluations']} evaluations")


def torch_jobs():
    import torch

    torch.set_num_threads(int(arguments.threads))

    def objective(x, w1, w2, b1, b2, linear):
        a2 = torch.sigmoid(x @ w1.T + b1)
        z3 = a2 @ w2.T + b2
        a3 = z3 if linear else torch.sigmoid(z3)
        rho_hat = a2.mean(0)
        cost = 0.5 * ((a3 - x) ** 2).sum() / x.shape[0] + 0.5 * DECAY * ((w1**2).sum() + (w2**2).sum())
        divergence = RHO * torch.log(RHO / rho_hat) + (1 - RHO) * torch.log((1 - RHO) / (1 - rho_hat))
        return cost + BETA * divergence.sum()

    def job(name, examples, visible, hidden, dtype, linear, runs, function):
        x, *start = (torch.from_numpy(part) for part in setup(examples, visible, hidden, dtype))
        parameters = [part.requires_grad_() for part in start]

        def run():
            for parameter in parameters:
                parameter.grad = None
            function(x, *parameters, linear).backward()

        report(f"PyTorch {torch.__version__}, {name}", dtype, run, runs)

    compiled = torch.compile(objective)
    for dtype in ["float32", "float64"]:
        job("exercise: cost and gradient, autograd", 10_000, 64, 25, dtype, False, 100, objective)
        try:
            job("exercise: cost and gradient, torch.compile", 10_000, 64, 25, dtype, False, 100, compiled)
        except Exception as error:  # no C++ compiler, for one
            print(f"PyTorch, torch.compile: {str(error).splitlines()[0]}")
    if not arguments.quick:
        job("large: cost and gradient, autograd", 100_000, 192, 400, "float32", True, 3, objective)


def top_k_jobs():
    """The TopK step: encode, TopK, decode, gradients with unit-norm projection, clip to 1, Adam, renormalise."""
    import torch

    torch.set_num_threads(int(arguments.threads))

    def job(visible, latents, k, examples, runs):
        torch.manual_seed(0)
        x = torch.rand(examples, visible) * 2 - 1
        decoder = torch.nn.functional.normalize(torch.rand(latents, visible) * 2 - 1, dim=1)
        encoder = decoder.clone().requires_grad_()
        decoder.requires_grad_()
        encoder_bias = torch.zeros(latents, requires_grad=True)
        decoder_bias = torch.zeros(visible, requires_grad=True)
        parameters = [encoder, decoder, encoder_bias, decoder_bias]
        optimizer = torch.optim.Adam(parameters, lr=1e-3)

        def run():
            values, indices = ((x - decoder_bias) @ encoder.T + encoder_bias).topk(k, dim=1)
            codes = torch.zeros(examples, latents).scatter(1, indices, torch.relu(values))
            ((codes @ decoder + decoder_bias - x) ** 2).sum(1).mean().backward()
            with torch.no_grad():
                unit = decoder / (decoder.norm(dim=1, keepdim=True) + 1e-6)
                decoder.grad -= (decoder.grad * unit).sum(1, keepdim=True) * unit
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            with torch.no_grad():
                decoder.div_(decoder.norm(dim=1, keepdim=True) + torch.finfo(torch.float32).eps)

        name = f"TopK step: d {visible}, M {latents}, k {k}, batch {examples}"
        report(f"PyTorch {torch.__version__}, {name}", "float32", run, runs)

    job(64, 256, 8, 256, 500)
    job(192, 3072, 16, 1024, 20)
    if not arguments.quick:
        job(768, 12288, 32, 1024, 5)


for jobs in [numpy_jobs, scipy_jobs, torch_jobs, top_k_jobs]:
    if jobs.__name__.removesuffix("_jobs") not in arguments.jobs.split(","):
        continue
    if arguments.quick and jobs is scipy_jobs:
        continue
    try:
        jobs()
    except ImportError as error:
        print(f"left out: {error}")
