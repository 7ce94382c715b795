"""Names of people, e-mail providers, texts of comments.

The order matters: a generated person is a position in these lists.
"""

import re


def _split(names: str) -> tuple[str, ...]:
    return tuple(re.split(r",\s+", names.strip()))


FIRST_NAMES_F = _split("""
    Marie, Nathalie, Isabelle, Sylvie, Catherine, Françoise, Monique, Christine,
    Valérie, Sandrine, Stéphanie, Sophie, Céline, Aurélie, Émilie, Julie, Camille,
    Léa, Manon, Chloé, Sarah, Inès, Emma, Louise, Jade, Alice, Hélène, Brigitte,
    Martine, Nicole, Véronique, Laurence, Karine, Élodie, Laura, Pauline, Mathilde,
    Lucie, Fatima, Nadia, Yasmine, Anne-Sophie, Marie-Claire, Agathe, Zoé
""")
FIRST_NAMES_M = _split("""
    Jean, Philippe, Michel, Alain, Patrick, Nicolas, Christophe, Pierre, Éric,
    Frédéric, Laurent, Stéphane, David, Pascal, Daniel, Sébastien, Julien, Thomas,
    Alexandre, Maxime, Antoine, Romain, Kevin, Hugo, Lucas, Louis, Gabriel, Arthur,
    Jules, Raphaël, Mohamed, Karim, Mehdi, Olivier, Thierry, Bruno, Vincent,
    François, Guillaume, Benoît, Jérôme, Jean-Pierre, Jean-Luc, Loïc, Mathieu
""")
LAST_NAMES = _split("""
    Martin, Bernard, Thomas, Petit, Robert, Richard, Durand, Dubois, Moreau,
    Laurent, Simon, Michel, Lefebvre, Leroy, Roux, David, Bertrand, Morel, Fournier,
    Girard, Bonnet, Dupont, Lambert, Fontaine, Rousseau, Vincent, Muller, Lefèvre,
    Faure, André, Mercier, Blanc, Guérin, Boyer, Garnier, Chevalier, François,
    Legrand, Gauthier, Garcia, Perrin, Robin, Clément, Morin, Nicolas, Henry,
    Roussel, Mathieu, Gautier, Masson, Marchand, Duval, Denis, Dumont, Marie,
    Lemaire, Noël, Meyer, Dufour, Meunier, Brun, Blanchard, Giraud, Joly, Rivière,
    Lucas, Brunet, Gaillard, Barbier, Arnaud, Martinez, Gérard, Roche, Renard,
    Schmitt, Roy, Leroux, Colin, Vidal, Caron, Picard, Roger, Fabre, Aubert,
    Lemoine, Renaud, Dumas, Lacroix, Olivier, Philippe, Bourgeois, Pierre, Benoît,
    Rey, Leclerc, Payet, Rolland, Leclercq, Guillaume, Lecomte, Lopez, Jean, Dupuy,
    Guillot, Hubert, Berger, Carpentier, Sanchez, Dupuis, Moulin, Louis, Deschamps,
    Huet, Vasseur, Perez, Boucher, Fleury, Royer, Klein, Jacquet, Adam, Paris,
    Poirier, Marty, Aubry, Guyot, Carré, Charles, Renault, Charpentier, Ménard,
    Maillard, Baron, Bertin, Bailly, Hervé, Schneider, Fernandez, Le Gall, Collet,
    Léger, Bouvier, Julien, Prévost, Millet, Perrot, Daniel, Le Roux, Cousin,
    Germain, Breton, Besson, Langlois, Rémy, Le Goff, Pelletier, Lévêque, Perrier,
    Leblanc, Barré, Lebrun, Marchal, Weber, Mallet, Hamon, Boulanger, Jacob,
    Monnier, Michaud, Rodriguez, Guichard, Gillet, Étienne, Grondin, Poulain,
    Tessier, Chevallier, Collin, Chauvin, Da Silva, Bouchet, Gay, Lemaître, Bénard,
    Maréchal, Humbert, Reynaud, Antoine, Hoarau, Perret, Barthélemy, Cordier,
    Pichon, Lejeune, Gilbert, Lamy, Delaunay, Pasquier, Carlier, Benali, Traoré,
    Nguyen, Diallo, Haddad, Cohen
""")
# Provider and its weight.
EMAIL_DOMAINS = (
    ("gmail.com", 40),
    ("orange.fr", 16),
    ("hotmail.fr", 10),
    ("free.fr", 9),
    ("yahoo.fr", 8),
    ("laposte.net", 6),
    ("sfr.fr", 5),
    ("outlook.fr", 4),
    ("wanadoo.fr", 2),
)
JOB_TITLES = (
    "Acheteur",
    "Responsable achats",
    "Directrice générale",
    "Gérant",
    "Assistante",
    "Chef de projet",
    "Comptable",
    "Directeur financier",
    "Stagiaire",
    "Office manager",
)
# Comments by rating, 1 to 5.
COMMENTS = (
    (
        "Colis jamais reçu, service client injoignable.",
        "Produit cassé à la livraison, je suis très déçue.",
        "Remboursement toujours en attente après trois semaines.",
    ),
    (
        "Livraison en retard et emballage abîmé.",
        "La taille ne correspond pas du tout au guide.",
        "Prix plus élevé en magasin que sur le site.",
    ),
    (
        "Correct sans plus, la qualité pourrait être meilleure.",
        "Bon produit mais livraison un peu longue.",
        "Le retrait en magasin était rapide, le choix limité.",
    ),
    (
        "Bon rapport qualité-prix, je recommande.",
        "Vendeuse à l'écoute, magasin agréable.",
        "Commande conforme et bien emballée.",
    ),
    (
        "Parfait, livraison rapide et produit superbe !",
        "Toujours très satisfaite, fidèle depuis des années.",
        "Service client au top, échange réglé en deux jours.",
    ),
)
COMMENTS_EN = (
    "Never arrived, no answer from support.",
    "Late delivery, damaged box.",
    "Fine, nothing special.",
    "Good value for money.",
    "Great service, fast delivery!",
)
