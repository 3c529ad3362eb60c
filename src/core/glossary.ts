// The words of this field, as this program means them: one or two sentences each, with the formula.

export interface Entry {
  readonly word: string;
  /** What else it is called, or written */
  readonly also?: readonly string[];
  readonly formula?: string;
  readonly says: string;
}

export const glossary: readonly Entry[] = [
  {
    word: "active",
    also: ["active units", "active on an example"],
    says: "A unit is active on an example where its activation is above the one at rest, f(0): above 0.5 for a sigmoid, above 0 for tanh and relu.",
    formula: "a > f(0), which is z > 0",
  },
  {
    word: "accuracy",
    also: ["test accuracy", "classification"],
    says: "The share of examples that a softmax takes for what they are: whose likeliest class is their label. Of the training and of the test part; the latter counts.",
    formula: "1/m · #{i : argmax_k P(k | x(i)) = label(i)}",
  },
  {
    word: "activation",
    also: ["a", "f"],
    says: "The value of a unit for one example. Also the function f that makes it of the weighted input: sigmoid, tanh, relu or linear.",
    formula: "a = f(z), z = W x + b",
  },
  {
    word: "α",
    also: ["alpha", "learning rate", "learningRate"],
    says: "The learning rate of gradient descent: how far one step goes against the gradient. L-BFGS and conjugate gradient find their step by a line search.",
    formula: "θ ← θ − α ∇J",
  },
  {
    word: "atom",
    also: ["decoder atom", "W2"],
    says: "What a unit adds to the reconstruction when it is active: its column of the decoder's weights, shown as a picture.",
    formula: "column j of W2",
  },
  {
    word: "AuxK",
    also: ["aux"],
    says: "A second loss for latents that have been silent for long: the highest of them must reconstruct what the others leave over, so that they come back to life.",
    formula: "c · ‖z W_dec − (x − x̂)‖² over silent latents, x̂ held fixed",
  },
  {
    word: "bandwidth",
    says: "How wide the range of spatial frequencies is that a Gabor function answers to, in octaves between the two of half amplitude. It is not known where the lower one would be below 0.",
    formula: "log₂(f_high / f_low)",
  },
  {
    word: "β",
    also: ["beta"],
    says: "The weight of the sparsity term in the cost; 0 turns it off.",
    formula: "J = error + decay + β Σ_j KL(ρ ‖ ρ̂_j)",
  },
  {
    word: "bias",
    also: ["b"],
    says: "What is added to a unit's weighted input whatever the example is. Biases have no weight decay.",
    formula: "z = W x + b",
  },
  {
    word: "bound",
    also: ["on its bound", "onBound"],
    says: "The frequency of a Gabor fit is held between half a cycle over the tile and half a cycle per pixel. A fit that ends there says little of its feature, and is left out of orders, maps and histograms.",
  },
  {
    word: "checkpoint",
    says: "The state of a training after some iteration, on the disk: the weights, and what the optimiser needs to go on from there.",
  },
  {
    word: "confusion",
    also: ["confusion matrix"],
    says: "Which class is taken for which: how many test examples of each label (rows) a softmax takes for each class (columns). What is right lies on the diagonal.",
    formula: "C_kl = #{i : label(i) = k, argmax P(· | x(i)) = l}",
  },
  {
    word: "constant",
    also: ["constant unit", "constant units"],
    says: "A constant unit adds the same, or nearly so, to every reconstruction: it is not effective. The KL term is content with such a unit, so this says more than ρ̂.",
    formula: "‖atom_j‖ · std(a_j) ≤ 1 % of the strongest units'",
  },
  {
    word: "convolution",
    also: ["convolve", "convolved", "through"],
    says: "Features that were learned on patches, computed on the patch at every place of a whole image: a map of each feature. The kind convolution of through, pooled then.",
    formula: "a_j(r, c) = f(w_j · patch at (r, c) + b_j)",
  },
  {
    word: "copy",
    also: ["copies", "copy of another"],
    says: "A unit whose atom is nearly that of another: they share one feature. A network that reconstructs nothing has features in place of atoms. Of two copies both are counted.",
    formula: "max_k cos(atom_j, atom_k) ≥ 0.9, k ≠ j",
  },
  {
    word: "cosine",
    also: ["cos", "cos(feature, atom)"],
    says: "How alike two features or atoms are, whatever their lengths: 1 the same direction, 0 nothing in common, −1 the opposite.",
    formula: "cos(a, b) = a·b / (‖a‖ ‖b‖)",
  },
  {
    word: "cost J",
    also: ["J", "cost", "objective"],
    says: "What training makes small: the error, the weight decay and the sparsity term together. A lower cost is not a better model where ρ, λ or β differ: look at FVU.",
    formula: "J(θ) = 1/m Σ_i ½ ‖x̂(i) − x(i)‖² + λ/2 Σ W² + β Σ_j KL(ρ ‖ ρ̂_j)",
  },
  {
    word: "decay",
    also: ["weight decay"],
    says: "The part of the cost that keeps the weights small. Biases are left out.",
    formula: "λ/2 Σ_l Σ_ij (W(l)_ij)²",
  },
  {
    word: "dense",
    also: ["dense latent", "dense latents", "dense unit", "dense units"],
    says: "A dense latent of a sparse autoencoder is active on more than a tenth of the examples: more often than a feature of the data should be. Of the classic kind it is not counted: a sigmoid or tanh unit adds something below its rest too.",
    formula: "density > 0.1",
  },
  {
    word: "density",
    says: "The share of the examples on which a unit is active. For sigmoid units with a small ρ it is small, and often 0, as 0.5 is seldom reached.",
    formula: "1/m · #{i : a_j(x(i)) > f(0)}",
  },
  {
    word: "doctor",
    says: "What goes wrong in trainings, looked for after each one, and told with its remedy in the summary, run.json and the viewer.",
  },
  {
    word: "effective unit",
    also: ["effective", "contribution"],
    says: "A unit whose contribution to the reconstruction varies from example to example: more than 1 % of what the strongest units do (the median of the largest tenth), and of a tenth of the data's spread. The others are constant.",
    formula: "contribution of j = ‖atom_j‖ · std_i(a_j(x(i)))",
  },
  {
    word: "lost without it",
    also: ["FVU lost without it", "lossWithout"],
    says: "How much more of the variance reconstructions leave when a unit is off and the others stay as they are. Negative of a unit that does more harm than good.",
    formula: "(Σ_i ‖x_i − x̂_i without j‖² − Σ_i ‖x_i − x̂_i‖²) / Σ_i ‖x_i − mean x‖²",
  },
  {
    word: "comes again",
    also: ["come again", "by chance", "real"],
    says: "A feature comes again in another run where its match there is better than 95 % of those of features with the same spectra and random phases. What comes again with every seed is of the data; the rest is one of many that would have done as well.",
  },
  {
    word: "ε",
    also: ["epsilon"],
    says: "The standard deviation of normally distributed initial weights.",
    formula: "W ~ Normal(0, ε²)",
  },
  {
    word: "error",
    also: ["reconstruction error", "squared error"],
    says: "The part of the cost that compares reconstructions with their examples: summed over the values, averaged over the examples, halved.",
    formula: "1/m Σ_i ½ ‖x̂(i) − x(i)‖²",
  },
  {
    word: "evaluation",
    also: ["evaluations"],
    says: "One computation of the cost and its gradient over all examples. An iteration of L-BFGS takes one or a few, as its line search tries steps.",
  },
  {
    word: "example",
    also: ["x", "patch"],
    says: "One input: a patch cut from an image, or a row of an array, after preprocessing.",
  },
  {
    word: "f0",
    also: ["cut-off"],
    says: "The cut-off frequency of whitening, in cycles per pixel: what is finer is taken away, as it is mostly noise.",
    formula: "f · exp(−(f/f0)⁴)",
  },
  {
    word: "F1",
    says: "Of data that know their features: whether a latent is active exactly where the true feature nearest to its atom is. The harmonic mean of precision and recall, averaged over all latents.",
    formula: "2 TP / (2 TP + FP + FN)",
  },
  {
    word: "feature",
    also: ["encoder feature", "W1"],
    says: "What a unit looks for: the input of norm 1 that excites it most, its row of the encoder's weights, shown as a picture. Each tile is on a scale of its own, and grey is 0.",
    formula: "x_j = W1_ij / √(Σ_j W1_ij²)",
  },
  {
    word: "fine-tuning",
    also: ["fine-tune", "finetuning", "tuned"],
    says: "Training all layers of a stacked autoencoder together, on labels, from the weights that each layer has learned alone: model softmax with hidden layers and initial of the kind runs.",
  },
  {
    word: "FVU",
    also: ["variance unexplained", "fraction of variance unexplained"],
    says: "The fraction of the data's variance that reconstructions leave unexplained: 0 is perfect, 1 no better than the mean of the data. It compares runs whose costs cannot be compared.",
    formula: "Σ_i ‖x(i) − x̂(i)‖² / Σ_i ‖x(i) − mean x‖²",
  },
  {
    word: "Gabor fit",
    also: ["Gabor", "Gabor function"],
    says: "A wave under a bell, fitted to a feature by least squares. Its orientation, frequency, phase, centre and widths describe edges and stripes in numbers.",
    formula: "G = A · exp(−u²/2σ_u² − w²/2σ_w²) · cos(2πfu + φ)",
  },
  {
    word: "heat map",
    says: "A feature's activation at every place of an image: bright where it fires most.",
  },
  {
    word: "hidden",
    also: ["hidden layer", "hidden units"],
    says: "A layer between input and output. The units of the first one are the features.",
  },
  {
    word: "highest activation",
    also: ["highest", "max"],
    says: "The largest activation of a unit over the examples.",
    formula: "max_i a_j(x(i))",
  },
  {
    word: "ICA",
    also: ["ica", "independent component analysis", "RICA", "rica", "reconstruction ICA"],
    says: "Finds directions whose latents are as sparse as they can be, on white data: with orthonormal rows W (ICA), or with rows of one length from whose latents the input is to be reconstructed (RICA).",
    formula: "ICA: J = ⟨Σ_j √((W x)_j² + ε)⟩, W Wᵀ = I; RICA: J = ⟨½ ‖WᵀW x − x‖² + λ Σ_j √((W x)_j² + ε)⟩",
  },
  {
    word: "idle",
    also: ["idle unit", "idle units", "units at work"],
    says: 'A unit that is constant, or that is silent and contributes at most a tenth of what the strongest units do. In lists, "units at work" counts the others: 24/25 is one idle of 25.',
  },
  {
    word: "interval",
    says: "A fifth of the range of a unit's activations. Examples are shown of each, so that one sees also what excites a unit a little.",
  },
  {
    word: "iteration",
    also: ["iterations"],
    says: "One step of the optimiser, after which θ, the cost and ρ̂ are written down.",
  },
  {
    word: "KL",
    also: ["KL divergence", "Kullback–Leibler", "sparsity"],
    says: "How far a unit's average activation ρ̂ is from its target ρ, both as chances of being on: 0 at the target. The sum over the units, times β, is the sparsity term of the cost.",
    formula: "KL(ρ ‖ ρ̂) = ρ log(ρ/ρ̂) + (1−ρ) log((1−ρ)/(1−ρ̂))",
  },
  {
    word: "λ",
    also: ["lambda", "weightDecay"],
    says: "The weight of the decay: how much large weights cost. Too much, and everything collapses to a constant reconstruction.",
    formula: "λ/2 Σ W²",
  },
  {
    word: "latent",
    also: ["latents"],
    says: "A hidden unit of a modern sparse autoencoder: its encoder row says what it looks for, its atom what it adds.",
    formula: "x̂ = Σ_j f_j w_j + b_dec",
  },
  {
    word: "leaves",
    also: ["dead leaves", "dead-leaves"],
    says: "Made pictures of leaves that have fallen on each other, with edges and colours like those of photographs. dead-leaves are discs, to cut patches of; the data leaves are pictures with labels, each of discs, squares, diamonds or triangles alone.",
    formula: "density of a radius ∝ 1/r³",
  },
  {
    word: "L-BFGS",
    also: ["lbfgs"],
    says: "An optimiser that learns the curvature of the cost from its last steps and gradients (memory), and finds each step's length by a line search.",
  },
  {
    word: "L0",
    also: ["l0"],
    says: "Of a sparse autoencoder with latents that can be exactly 0: how many are active on an example, on average. TopK fixes it, an L1 penalty only pushes it down.",
    formula: "L0 = 1/m Σ_i #{j : f_ij ≠ 0}",
  },
  {
    word: "MCC",
    also: ["mean correlation coefficient"],
    says: "Of data that know their features: the mean |cosine| of true and learned atoms in the best one-to-one matching. 1: every feature was found.",
    formula: "max over matchings of mean |cos(g, w)|",
  },
  {
    word: "mean activation",
    also: ["mean"],
    says: "A unit's activation averaged over the examples. For sigmoid units it is ρ̂.",
    formula: "1/m Σ_i a_j(x(i))",
  },
  {
    word: "matched",
    also: ["matched atoms", "match"],
    says: "Features of two runs paired one to one, so that the sum of the cosines is largest. Smooth pictures are alike by chance already: .5 to .6 between 25 random smooth tiles of 8×8.",
  },
  {
    word: "MMCS",
    also: ["mean max cosine similarity"],
    says: "Of data that know their features: the best |cosine| that each true atom finds among the learned ones, on average. Several may find the same, which MCC does not allow.",
    formula: "mean_g max_j |cos(g, w_j)|",
  },
  {
    word: "momentum",
    also: ["μ"],
    says: "The share of the last step that gradient descent keeps in the next one.",
    formula: "v ← μ v − α ∇J, θ ← θ + v",
  },
  {
    word: "orientation",
    says: "The direction of a Gabor fit's stripes: degrees anticlockwise from horizontal, from 0 to 180.",
  },
  {
    word: "phase",
    says: "Where the wave of a Gabor fit stands at its centre, in degrees: 0 a bright stripe, 180 a dark one, 90 and 270 an edge.",
  },
  {
    word: "pooling",
    also: ["pool", "pooled", "mean pooling", "max pooling"],
    says: "A convolved feature made small: its mean or its maximum over each of the regions that lie side by side on its map. A little displacement of the image changes it little.",
    formula: "mean or max of a_j(r, c) over s × s places",
  },
  {
    word: "preprocessing",
    also: ["preprocess"],
    says: "What is done to the data before training: the mean taken away, whitening, scaling to the range of the output. The same is done to new data.",
  },
  {
    word: "R²",
    also: ["r2", "Gabor R²"],
    says: "How well a Gabor fit describes its feature: 1 exactly, 0 no better than a grey tile.",
    formula: "1 − Σ (v − G)² / Σ v²",
  },
  {
    word: "reconstruction",
    also: ["x̂"],
    says: "What the autoencoder makes of an example: its output, which should be like the input.",
    formula: "x̂ = f(W2 f(W1 x + b1) + b2)",
  },
  {
    word: "ρ",
    also: ["rho", "target average activation", "target"],
    says: "The average activation that every unit of a sparse layer is to have. Small: each unit is on for few examples.",
    formula: "0 < ρ < 1",
  },
  {
    word: "ρ̂",
    also: ["rhoHat", "rho-hat", "mean ρ̂", "average activation"],
    says: "The average activation that a unit has, over all examples, in (0, 1). Where it reaches ρ the sparsity term is met, which says nothing of what was learned. The mean ρ̂ of a run is over the units of all its sparse layers.",
    formula: "ρ̂_j = 1/m Σ_i a_j(x(i)); for tanh of (1 + a)/2",
  },
  {
    word: "roughness",
    says: "How much a tile looks like noise: squared differences of neighbouring pixels over the sum of squares. About 0.8 for clean edges of 8×8, 3.5 for random pixels.",
    formula: "Σ (v_{r,c+1} − v_{r,c})² + Σ (v_{r+1,c} − v_{r,c})² / Σ v²",
  },
  {
    word: "seed",
    says: "The number that everything random comes from: patches and initial weights. The same seed gives the same run, to the bit.",
  },
  {
    word: "σ",
    also: ["sigma", "σ across, along"],
    says: "The widths of a Gabor fit's bell in pixels, across its stripes and along them.",
  },
  {
    word: "self-taught",
    also: ["self-taught learning"],
    says: "Features are learned on examples without labels, of other classes even; a softmax is then trained on those of the few that have labels, in place of their values.",
  },
  {
    word: "silent",
    also: ["silent unit", "silent units", "dead"],
    says: "A silent unit is active on no example. A sigmoid unit may be silent, always below 0.5, and still be effective: see constant.",
    formula: "density = 0",
  },
  {
    word: "softmax",
    also: ["softmax regression", "classifier"],
    says: "A layer that gives each class its probability. The kind softmax learns it by labels on the examples, on latents of trained runs, or on hidden layers of its own; decay is of its weights alone, and it has no bias.",
    formula: "P(k | x) = exp(w_k · x) / Σ_l exp(w_l · x), J = −1/m Σ_i log P(label(i) | x(i)) + λ/2 Σ W²",
  },
  {
    word: "sparse autoencoder",
    also: ["autoencoder", "SAE"],
    says: "A network that is to give back its input while each hidden unit is active on few examples, so that it finds the parts of which the data are made.",
  },
  {
    word: "spatial frequency",
    also: ["frequency", "cycles per pixel"],
    says: "How fine the stripes of a Gabor fit are, in cycles per pixel: 0.25 is a period of four pixels, 0.5 the finest that there is.",
  },
  {
    word: "stacked autoencoder",
    also: ["stacked", "stacking", "greedy layer-wise training"],
    says: "Layers that are trained one after the other, each a sparse autoencoder of what the one below it gives; a softmax on top, and then fine-tuning of all.",
  },
  {
    word: "stage",
    also: ["stages"],
    says: "One of the trainings of an experiment that does several, one after the other in one run; later ones name earlier ones as stage:NAME, whose latents or weights they take.",
  },
  {
    word: "sweep",
    also: ["vary", "member"],
    says: "An experiment that varies one value or several: a run, its member, for each combination.",
  },
  {
    word: "θ",
    also: ["theta"],
    says: "All parameters in one vector: every layer's weights, then every layer's biases.",
    formula: "θ = [W1, W2, …, b1, b2, …]",
  },
  {
    word: "topographic",
    also: ["topographic sparse coding", "topographic map", "neighbourhood", "grid"],
    says: "Of latents that have places on a grid whose edges meet, and are penalised by neighbourhoods: those beside each other are active together, so that neighbours come to look for like things.",
    formula: "λ Σ_g √(Σ_{j∈g} f_j² + ε), g: n × n latents around each",
  },
  {
    word: "TopK",
    also: ["topk", "top-k", "abstopk", "AbsTopK"],
    says: "A sparse autoencoder that keeps the k highest latents of each example and sets the others to 0. AbsTopK keeps those of greatest magnitude, with their sign.",
    formula: "f = relu(π) at the k highest π, else 0",
  },
  {
    word: "twin",
    also: ["twins", "negative twin", "negative twins"],
    says: "A unit whose atom is nearly the negative of another's: without a sign an edge and its negative are two atoms. AbsTopK, whose latents have one, needs none. Of two twins both are counted.",
    formula: "min_k cos(atom_j, atom_k) ≤ −0.7, k ≠ j",
  },
  {
    word: "unit",
    also: ["units", "hidden unit", "neuron"],
    says: "One value of a hidden layer, with a feature that it looks for and an atom that it adds. Units are counted from 0, layers from 1.",
  },
  {
    word: "uniqueness",
    says: "Of data that know their features: how many different true atoms the latents are nearest to, as a share of the latents. Low where several latents share one feature.",
    formula: "#{argmax_g |cos(g, w_j)|} / M",
  },
  {
    word: "whitening",
    also: ["whiten", "whiten-1-over-f"],
    says: "Makes all spatial frequencies of photographs about equally strong, where the coarse ones would drown the rest: the spectrum times f, with a low-pass at f0. Of any data: ZCA and PCA whitening.",
    formula: "f · exp(−(f/f0)⁴)",
  },
  {
    word: "ZCA",
    also: ["zca-whiten", "PCA whitening", "pca-whiten"],
    says: "Whitening of any data: the directions in which they vary, U, each brought to variance 1, and turned back, so that pixels stay pixels; PCA whitening leaves them turned. ε keeps what hardly varies, which is mostly noise, small.",
    formula: "x′ = U diag(1/√(λ + ε)) Uᵀ x",
  },
];

/** Without the case of letters, spaces, or the ways of writing a hat. */
const bare = (word: string) =>
  word
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_-]/g, "");

/** Every word that has an entry. */
export const glossaryWords: readonly string[] = glossary.flatMap(({ word, also = [] }) => [word, ...also]);

/** The entry of a word, by any of its names, one or many of it; undefined where there is none. */
export function entryOf(word: string): Entry | undefined {
  const singular = (name: string) => bare(name).replace(/s$/, "");
  const by = (form: (name: string) => string) => {
    const isIt = (name: string) => form(name) === form(word);
    return glossary.find((entry) => isIt(entry.word)) ?? glossary.find(({ also = [] }) => also.some(isIt));
  };
  return by((name) => name) ?? by(bare) ?? by(singular);
}

/** Letters of a word that says something by itself: not those of "at work". */
const LEAST = 3;

/** The same for a word that somebody asks for: also one of a longer name, as chance of "by chance", where no other entry has it. */
export function entryFor(word: string): Entry | undefined {
  const parts = (name: string) => name.split(/[\s()-]+/).map(bare);
  const having = glossary.filter(({ word: first, also = [] }) =>
    [first, ...also].some((name) => parts(name).includes(bare(word))),
  );
  return entryOf(word) ?? (bare(word).length >= LEAST && having.length === 1 ? having[0] : undefined);
}
